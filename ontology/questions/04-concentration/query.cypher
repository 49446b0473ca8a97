// Direct payments only, at ultimate parents; HHI runs from 0 to 10,000, over the payees that are named.
CALL () {
  MATCH (of:Resource:Organization {uri: $agency})<-[h:BUDGET_HOLDER]-(project:Project {sheetYear: $sheetYear}) WHERE h.current
  RETURN DISTINCT 'agency' AS kind, of, project
  UNION ALL
  MATCH (of:Resource:PublicFunction {uri: $function})<-[c:CONCERNS_FUNCTION]-(project:Project {sheetYear: $sheetYear}) WHERE c.current
  RETURN DISTINCT 'function' AS kind, of, project
}
MATCH (project)-[d:PAYS_DIRECTLY]->(block) WHERE d.current
WITH DISTINCT kind, of, project, block
MATCH (payee:Organization)-[paid:PAID_BY {block: block.uri}]->(project) WHERE paid.current AND paid.amount IS NOT NULL
MATCH (payee)-[e:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider)
WHERE all(edge IN e WHERE edge.current) AND NOT EXISTS { (provider)-[h:DEPENDS_ON {kind: 'controlledBy'}]->() WHERE h.current }
WITH DISTINCT kind, of, provider, paid
WITH kind, of, provider, sum(paid.amount) AS value
WITH kind, of, collect({provider: provider, value: value}) AS shares, sum(value) AS total, sum(toFloat(value) * toFloat(value)) AS squares
WHERE total > 0
UNWIND shares AS one
RETURN kind, of.uri AS of, of.name AS ofName, one.provider.uri AS provider, one.provider.name AS providerName, one.value AS value, total,
  round(1000.0 * one.value / total) / 10 AS share, toInteger(round(10000.0 * squares / (toFloat(total) * toFloat(total)))) AS hhi
ORDER BY kind, value DESC, providerName
