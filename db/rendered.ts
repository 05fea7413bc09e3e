import { is, Placeholder, type Query, SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";

/** A statement whose text is there already. */
class Rendered extends SQL {
  constructor(private readonly query: Query) {
    super([]);
  }

  override toQuery(): Query {
    return this.query;
  }
}

/**
 * Renders a statement once for all calls, whose values take the places of its `sql.placeholder(name)`s: for what is asked hundreds of times a
 * second, where putting the text together costs more than sending it.
 */
export function renderOnce(statement: SQL): (values: Record<string, unknown>) => SQL {
  let rendered: Query | undefined;
  return (values) => {
    rendered ??= new PgDialect().sqlToQuery(statement);
    const params = rendered.params.map((param) => (is(param, Placeholder) ? values[param.name] : param));
    return new Rendered({ ...rendered, params });
  };
}
