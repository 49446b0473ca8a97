// Measures with what they are counted in, what is missing in the money, and the functions without an established system.
CALL () {
  UNWIND [
    {aspect: 'system of function', kind: 'functions with a system'},
    {aspect: 'provider of function', kind: 'functions with a provider'},
    {aspect: 'function of project', kind: 'projects with a function'},
    {aspect: 'identity of payee', kind: 'payees that are resolved'},
    {aspect: 'jurisdiction of service', kind: 'cloud services whose provider\'s jurisdiction is known'},
    {aspect: 'former officials of supplier', kind: 'suppliers with former officials of a buyer among their officers'}
  ] AS asked
  MATCH (count:KnownCount {countedAspect: asked.aspect})
  RETURN asked.kind AS kind, null AS item, null AS itemName, null AS period, count.knownCount AS value, count.totalCount AS total
  UNION ALL
  UNWIND [
    {aspect: 'bidders of contract', kind: 'not_established: number of bidders of a contract; a ministry\'s contract table, or that column of the sheet, is needed'},
    {aspect: 'award rate of contract', kind: 'not_established: award rate of a contract; a ministry\'s contract table, or that column of the sheet, is needed'},
    {aspect: 'seconded staff of agency', kind: 'not_established: staff of an agency that came from a vendor; disclosed secondments are needed'}
  ] AS asked
  MATCH (count:KnownCount {countedAspect: asked.aspect})
  RETURN asked.kind AS kind, null AS item, null AS itemName, null AS period, count.totalCount - count.knownCount AS value, count.totalCount AS total
  UNION ALL
  UNWIND [
    {aspect: 'function', kind: 'ICT money paid directly whose project has a function'},
    {aspect: 'named', kind: 'ICT money paid directly whose payee is named'},
    {aspect: 'payee', kind: 'ICT money paid directly whose payee is resolved'},
    {aspect: 'jurisdiction', kind: 'ICT money paid directly whose payee\'s jurisdiction is known'},
    {aspect: 'performer', kind: 'ICT money paid directly whose payee performs the work itself'}
  ] AS asked
  MATCH (known:KnownSum {knownAspect: asked.aspect})
  MATCH (whole:KnownSum {knownAspect: 'all', fiscalYear: known.fiscalYear})
  RETURN asked.kind AS kind, null AS item, null AS itemName, 'FY' + known.fiscalYear AS period, known.amount AS value, whole.amount AS total
  UNION ALL
  UNWIND [
    {aspect: 'function', kind: 'not_established: the function of a project that buys ICT; a name or purpose with a term of the scheme would settle it'},
    {aspect: 'named', kind: 'not_established: who is paid where the sheet names nobody; the names of those summed up would settle it'},
    {aspect: 'payee', kind: 'not_established: who a named payee is; a corporate number would settle it'},
    {aspect: 'jurisdiction', kind: 'not_established: the jurisdiction of a resolved payee; the register\'s entry or a disclosure would settle it'},
    {aspect: 'performer', kind: 'not_established: who performs for a payee that finances or passes money on; its own contracts would settle it'}
  ] AS asked
  MATCH (missing:MissingSum {missingAspect: asked.aspect})-[:MISSING_OF]->(item)
  RETURN asked.kind AS kind, item.uri AS item, item.name AS itemName, 'FY' + missing.fiscalYear AS period, missing.amount AS value, null AS total
  UNION ALL
  MATCH (f:PublicFunction)
  WHERE f.level <> 'division' AND NOT EXISTS { (f)-[r:DEPENDS_ON {kind: 'supportedBySystem'}]->() WHERE r.current }
  RETURN 'not_established: a notice, answer or project name that names the function\'s system' AS kind, f.uri AS item, f.name AS itemName, null AS period,
    null AS value, null AS total
}
RETURN kind, item, itemName, period, value, total
ORDER BY kind, period, value DESC, itemName, item
