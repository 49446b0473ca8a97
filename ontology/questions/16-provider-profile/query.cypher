// Everything that is established of an organisation and what it controls. Money of different kinds is never added.
MATCH (provider:Organization {uri: $provider})
CALL (provider) {
  MATCH (organization)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider) WHERE all(edge IN d WHERE edge.current)
  RETURN collect(DISTINCT organization) AS family
}
CALL (provider, family) {
  MATCH (provider)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(organization)-[u:UNDER_JURISDICTION]->(item)
  WHERE all(edge IN d WHERE edge.current) AND u.current
  RETURN DISTINCT CASE WHEN organization = provider THEN 'is under the law of' ELSE 'its parent is under the law of' END AS kind,
    item, organization, null AS role, null AS fiscalYear, null AS value
  UNION ALL
  MATCH (provider)-[d:DEPENDS_ON*1..6 {kind: 'controlledBy'}]->(item) WHERE all(edge IN d WHERE edge.current)
  RETURN DISTINCT 'is controlled by' AS kind, item, provider AS organization, null AS role, null AS fiscalYear, null AS value
  UNION ALL
  MATCH (item)-[d:DEPENDS_ON*1..6 {kind: 'controlledBy'}]->(provider) WHERE all(edge IN d WHERE edge.current)
  RETURN DISTINCT 'controls' AS kind, item, provider AS organization, null AS role, null AS fiscalYear, null AS value
  UNION ALL
  UNWIND family AS organization
  MATCH (item)-[p:DEPENDS_ON {kind: 'providedBy'}]->(organization) WHERE p.current
  RETURN DISTINCT 'provides' AS kind, item, organization, null AS role, null AS fiscalYear, null AS value
  UNION ALL
  UNWIND family AS organization
  MATCH (item)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->()-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
  WHERE a.current AND b.current AND c.current
  RETURN DISTINCT 'function whose system uses its service' AS kind, item, organization, null AS role, null AS fiscalYear, null AS value
  UNION ALL
  UNWIND family AS organization
  MATCH (item:PublicFunction)-[p:DEPENDS_ON {kind: 'performedBy'}]->(organization) WHERE p.current
  OPTIONAL MATCH (block:PayeeBlock {uri: p.block})
  RETURN 'function that it works for' AS kind, item, organization, p.role + ', ' + CASE WHEN p.block IS NULL THEN 'single contract' WHEN coalesce(block.rank, 0) = 1 THEN 'direct' WHEN coalesce(block.rank, 0) > 1 THEN 're-delegated' ELSE 'way not stated' END AS role, p.fiscalYear AS fiscalYear, sum(coalesce(p.amount, 0)) AS value
  UNION ALL
  UNWIND family AS organization
  MATCH (organization)-[paid:PAID_BY]->(project)-[h:BUDGET_HOLDER]->(item)
  WHERE paid.current AND h.current AND paid.amount IS NOT NULL
  MATCH (block:PayeeBlock {uri: paid.block})
  WITH organization, item, paid, coalesce(block.rank, 0) AS rank
  RETURN CASE WHEN rank = 1 THEN 'paid, direct' WHEN rank > 1 THEN 'paid, re-delegated' ELSE 'paid, way not stated' END AS kind,
    item, organization, null AS role, paid.fiscalYear AS fiscalYear, sum(paid.amount) AS value
  UNION ALL
  UNWIND family AS organization
  MATCH (organization)<-[s:SUPPLIER]-(contract)-[b:BUYER]->(item) WHERE s.current AND b.current
  RETURN 'contracts with' AS kind, item, organization, null AS role, null AS fiscalYear, count(DISTINCT contract) AS value
}
RETURN kind, item.uri AS item, item.name AS itemName, organization.uri AS organization, organization.name AS organizationName,
  role, fiscalYear, value
ORDER BY kind, fiscalYear, value DESC, itemName, organizationName
