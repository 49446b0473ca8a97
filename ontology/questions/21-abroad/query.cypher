// Leave to use a service is no proof of its use; an agency is known there by its printed name only.
CALL () {
  MATCH (agency:Resource:Organization {uri: $agency})-[r:AUTHORIZES_SERVICE]->(item) WHERE r.current
  OPTIONAL MATCH (item)-[p:DEPENDS_ON {kind: 'providedBy'}]->(provider) WHERE p.current
  RETURN 'authorises' AS kind, agency, item, provider, toString(r.validFrom) AS validFrom, toString(r.validThrough) AS validThrough
  UNION ALL
  MATCH (item)-[r:REPORTED_BY]->(agency:Resource:Organization {uri: $agency}) WHERE r.current
  RETURN 'reports a use of AI' AS kind, agency, item, null AS provider, null AS validFrom, null AS validThrough
  UNION ALL
  WITH 1 AS one WHERE NOT EXISTS { ()-[:AUTHORIZES_SERVICE]->() }
  RETURN 'not_established: authorisations of cloud services abroad; crawl fedramp' AS kind, null AS agency, null AS item, null AS provider, null AS validFrom, null AS validThrough
  UNION ALL
  WITH 1 AS one WHERE NOT EXISTS { ()-[:REPORTED_BY]->() }
  RETURN 'not_established: AI use cases abroad; crawl ai_inventory' AS kind, null AS agency, null AS item, null AS provider, null AS validFrom, null AS validThrough
}
RETURN DISTINCT kind, agency.uri AS agency, agency.name AS agencyName, item.uri AS item, item.name AS itemName,
  provider.uri AS provider, provider.name AS providerName, validFrom, validThrough
ORDER BY kind, itemName, validFrom
