// stands in the bundle for engines over SSH and BuildKit sessions, neither of which the agent uses
module.exports = {};
