/** Made up for tests, in the published formats; nobody in them exists. */
export const SDN_CSV = `101,"ZORVANOV, Quentin",individual,"FICTION1] [FICTION2","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 02 Mar 1961; POB Nowhere, Atlantis; nationality Atlantis; made up."
102,"ZORVAN TRADING CO., LTD.",-0- ,"FICTION1",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Made up ""for tests""."
103,"PHANTOM PEARL",vessel,"FICTION2",-0- ,"X1",-0- ,-0- ,-0- ,"Atlantis",-0- ,-0-
\u001a`;

export const ALT_CSV = `101,1,"aka","SORVANOFF, Kventin",-0-
102,2,"fka","ZORVAN EXPORT BUREAU",-0-
`;

export const SDN_XML = `<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://made.up/for/tests">
  <publshInformation><Publish_Date>01/02/2026</Publish_Date><Record_Count>2</Record_Count></publshInformation>
  <sdnEntry>
    <uid>101</uid><firstName>Quentin</firstName><lastName>ZORVANOV</lastName><sdnType>Individual</sdnType>
    <programList><program>FICTION1</program><program>FICTION2</program></programList>
    <akaList><aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>SORVANOFF</lastName><firstName>Kventin</firstName></aka></akaList>
    <nationalityList><nationality><uid>5</uid><country>Atlantis</country><mainEntry>true</mainEntry></nationality></nationalityList>
    <dateOfBirthList><dateOfBirthItem><uid>7</uid><dateOfBirth>02 Mar 1961</dateOfBirth></dateOfBirthItem></dateOfBirthList>
  </sdnEntry>
  <sdnEntry><uid>102</uid><lastName>ZORVAN &amp; S&#xD6;HNE TRADING CO., LTD.</lastName><sdnType>Entity</sdnType><programList><program>FICTION1</program></programList></sdnEntry>
</sdnList>`;

export const UN_XML = `<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-01-02T00:00:00.000Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>6900001</DATAID><FIRST_NAME>QUENTIN</FIRST_NAME><SECOND_NAME>PETROVICH</SECOND_NAME><THIRD_NAME>ZORVANOV</THIRD_NAME>
      <UN_LIST_TYPE>Fiction</UN_LIST_TYPE><REFERENCE_NUMBER>FIi.001</REFERENCE_NUMBER>
      <NAME_ORIGINAL_SCRIPT>Квентин Зорванов</NAME_ORIGINAL_SCRIPT>
      <NATIONALITY><VALUE>Atlantis</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Kventin Sorvanoff</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME></ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-03-02</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Nowhere</CITY><COUNTRY>Atlantis</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY><DATAID>6900002</DATAID><FIRST_NAME>ZORVAN TRADING</FIRST_NAME><UN_LIST_TYPE>Fiction</UN_LIST_TYPE><REFERENCE_NUMBER>FIe.001</REFERENCE_NUMBER><ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Zorvan Export Bureau</ALIAS_NAME></ENTITY_ALIAS><ENTITY_ADDRESS><COUNTRY>Atlantis</COUNTRY></ENTITY_ADDRESS></ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>`;

export const EU_CSV = `\ufefffileGenerationDate;Entity_LogicalId;Entity_SubjectType;Entity_SubjectType_ClassificationCode;Entity_Regulation_Programme;NameAlias_WholeName;BirthDate_BirthDate;BirthDate_CountryIso2Code;Citizenship_CountryIso2Code;Address_CountryIso2Code
02/01/2026;13;P;person;FIC;Quentin Zorvanov;;;;
02/01/2026;13;P;person;FIC;"Sorvanoff; Kventin";;;;
02/01/2026;13;P;person;FIC;;1961-03-02;AQ;;
02/01/2026;14;E;enterprise;FIC;Zorvan Trading;;;;AQ
`;

export const CSL_CSV = `_id,source,entity_number,type,programs,name,title,addresses,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth
a1,Entity List (EL) - made up,,Entity,FICTION1,Zorvan Trading,,"1 Nowhere Street, Atlantis","Zorvan Export Bureau; Zorvan Imports",,,,
a2,Specially Designated Nationals (SDN) - made up,101,Individual,FICTION1; FICTION2,"ZORVANOV, Quentin",,,,AQ,1961-03-02,AQ,Nowhere
`;

export const encode = (text: string) => new TextEncoder().encode(text);
