// Everything that is established of an organisation and what it controls. Money of different kinds is never added.
MATCH (provider:Resource:Organization {uri: $provider})
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
  RETURN 'function that it works for' AS kind, item, organization, p.role + ', ' + p.way AS role, p.fiscalYear AS fiscalYear, sum(coalesce(p.amount, 0)) AS value
  UNION ALL
  UNWIND family AS organization
  MATCH (organization)-[paid:PAID_BY]->(project) WHERE paid.current AND paid.amount IS NOT NULL AND paid.block IS NOT NULL
  WITH organization, project, paid.way AS way, paid.fiscalYear AS fiscalYear, sum(paid.amount) AS yen
  MATCH (project)-[h:BUDGET_HOLDER]->(item) WHERE h.current
  WITH DISTINCT organization, project, way, fiscalYear, yen, item
  RETURN 'paid, ' + way AS kind, item, organization, null AS role, fiscalYear, sum(yen) AS value
  UNION ALL
  UNWIND family AS organization
  MATCH (organization)<-[s:SUPPLIER]-(contract)-[b:BUYER]->(item) WHERE s.current AND b.current
  RETURN 'contracts with' AS kind, item, organization, null AS role, null AS fiscalYear, count(DISTINCT contract) AS value
}
RETURN kind, item.uri AS item, item.name AS itemName, organization.uri AS organization, organization.name AS organizationName,
  role, fiscalYear, value
ORDER BY kind, fiscalYear, value DESC, itemName, organizationName
