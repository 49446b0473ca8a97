// As query.cypher, of any day: counted and added up when it is asked, since the load has sums of now only.
CALL () {
  MATCH (f:PublicFunction)
  RETURN 'functions with a system' AS kind, null AS item, null AS itemName, null AS period,
    count(CASE WHEN EXISTS { (f)-[r:DEPENDS_ON {kind: 'supportedBySystem'}]->() WHERE r.current } THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (f:PublicFunction)
  RETURN 'functions with a provider' AS kind, null AS item, null AS itemName, null AS period,
    count(CASE WHEN EXISTS { (f)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->()-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->()
      WHERE a.current AND b.current AND c.current } THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (p:Project)
  RETURN 'projects with a function' AS kind, null AS item, null AS itemName, null AS period,
    count(CASE WHEN EXISTS { (p)-[r:CONCERNS_FUNCTION]->() WHERE r.current } THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (o)-[p:PAID_BY]->() WHERE p.current
  WITH DISTINCT o WHERE o.status <> 'unnamed'
  WITH count(CASE WHEN o.status = 'resolved' THEN 1 END) AS value, count(*) AS total
  RETURN 'payees that are resolved' AS kind, null AS item, null AS itemName, null AS period, value, total
  UNION ALL
  MATCH (s:CloudService)
  RETURN 'cloud services whose provider\'s jurisdiction is known' AS kind, null AS item, null AS itemName, null AS period,
    count(CASE WHEN EXISTS { (s)-[a:DEPENDS_ON {kind: 'providedBy'}]->()-[b:UNDER_JURISDICTION]->() WHERE a.current AND b.current } THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (c:Claim {predicate: 'performedBy'})-[:SUBJECT]->(contract:Contract)-[:IN_BLOCK]->(:PayeeBlock {rank: 1})
  WHERE c.current AND c.amount IS NOT NULL
  MATCH (contract)-[:IN_PROJECT]->(project:Project) MATCH (c)-[:OBJECT]->(payee)
  WITH c.fiscalYear AS year, c.modality AS modality, project, payee, sum(c.amount) AS yen
  UNWIND [
    {known: EXISTS { (project)-[f:CONCERNS_FUNCTION]->() WHERE f.current }, item: project,
      measure: 'ICT money paid directly whose project has a function',
      gap: 'not_established: the function of a project that buys ICT; a name or purpose with a term of the scheme would settle it'},
    {known: payee.status <> 'unnamed', item: payee,
      measure: 'ICT money paid directly whose payee is named',
      gap: 'not_established: who is paid where the sheet names nobody; the names of those summed up would settle it'},
    {known: payee.status = 'resolved', item: CASE WHEN payee.status = 'unresolved' THEN payee END,
      measure: 'ICT money paid directly whose payee is resolved',
      gap: 'not_established: who a named payee is; a corporate number would settle it'},
    {known: EXISTS { (payee)-[l:UNDER_JURISDICTION]->() WHERE l.current }, item: CASE WHEN payee.status = 'resolved' THEN payee END,
      measure: 'ICT money paid directly whose payee\'s jurisdiction is known',
      gap: 'not_established: the jurisdiction of a resolved payee; the register\'s entry or a disclosure would settle it'},
    {known: modality = 'asserted', item: CASE WHEN modality = 'supposed' THEN payee END,
      measure: 'ICT money paid directly whose payee performs the work itself',
      gap: 'not_established: who performs for a payee that finances or passes money on; its own contracts would settle it'}
  ] AS aspect
  WITH year, aspect.measure AS measure, aspect.gap AS gap, aspect.known AS known,
    CASE WHEN NOT aspect.known THEN aspect.item END AS item, sum(yen) AS yen
  WITH year, measure, gap, sum(yen) AS total, sum(CASE WHEN known THEN yen ELSE 0 END) AS known,
    collect(CASE WHEN item IS NOT NULL THEN {item: item, yen: yen} END) AS missing
  UNWIND [{item: null, yen: known}] + missing AS part
  RETURN CASE WHEN part.item IS NULL THEN measure ELSE gap END AS kind, part.item.uri AS item, part.item.name AS itemName,
    'FY' + year AS period, part.yen AS value, CASE WHEN part.item IS NULL THEN total END AS total
  UNION ALL
  MATCH (k:Contract) WITH count(k) AS total
  OPTIONAL MATCH (c:Claim {predicate: 'bidderCount'})-[:SUBJECT]->(d:Contract) WHERE c.current
  RETURN 'not_established: number of bidders of a contract; a ministry\'s contract table, or that column of the sheet, is needed' AS kind, null AS item, null AS itemName, null AS period, total - count(DISTINCT d) AS value, total
  UNION ALL
  MATCH (k:Contract) WITH count(k) AS total
  OPTIONAL MATCH (c:Claim {predicate: 'awardRate'})-[:SUBJECT]->(d:Contract) WHERE c.current
  RETURN 'not_established: award rate of a contract; a ministry\'s contract table, or that column of the sheet, is needed' AS kind, null AS item, null AS itemName, null AS period, total - count(DISTINCT d) AS value, total
  UNION ALL
  MATCH ()-[b:BUDGET_HOLDER]->(a) WHERE b.current
  WITH count(DISTINCT a) AS total
  RETURN 'not_established: staff of an agency that came from a vendor; disclosed secondments are needed' AS kind, null AS item,
    null AS itemName, null AS period, total AS value, total
  UNION ALL
  MATCH ()-[s:SUPPLIER]->(o) WHERE s.current
  WITH count(DISTINCT o) AS total
  OPTIONAL MATCH (o)-[e:EMPLOYS_FORMER_OFFICIALS_OF]->() WHERE e.current
  RETURN 'suppliers with former officials of a buyer among their officers' AS kind, null AS item, null AS itemName, null AS period,
    count(DISTINCT o) AS value, total
  UNION ALL
  MATCH (f:PublicFunction)
  WHERE f.level <> 'division' AND NOT EXISTS { (f)-[r:DEPENDS_ON {kind: 'supportedBySystem'}]->() WHERE r.current }
  RETURN 'not_established: a notice, answer or project name that names the function\'s system' AS kind, f.uri AS item, f.name AS itemName, null AS period,
    null AS value, null AS total
}
RETURN kind, item, itemName, period, value, total
ORDER BY kind, period, value DESC, itemName, item
