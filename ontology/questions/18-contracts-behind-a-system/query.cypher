// Contracts that name the system, and those of projects called after it: the second only say whose money it was.
MATCH (system:Resource:InformationSystem {uri: $system})
CALL (system) {
  MATCH (thing:DietQuestion)-[n:NAMES]->(system) WHERE n.current
  RETURN DISTINCT 'asked in' AS kind, thing, null AS supplier, null AS fiscalYear, null AS amount
  UNION ALL
  MATCH (thing:Contract)-[n:NAMES]->(system) WHERE n.current
  WITH DISTINCT thing
  MATCH (thing)<-[:SUBJECT]-(claim:Claim {predicate: 'supplier'})-[:OBJECT]->(supplier) WHERE claim.current AND claim.amount IS NOT NULL
  RETURN 'contract that names it' AS kind, thing, supplier, claim.fiscalYear AS fiscalYear, sum(claim.amount) AS amount
  UNION ALL
  MATCH (project:Project)-[n:NAMES]->(system) WHERE n.current
  MATCH (thing:Contract)-[:IN_PROJECT]->(project)
  WITH DISTINCT system, thing WHERE NOT EXISTS { (thing)-[m:NAMES]->(system) WHERE m.current }
  MATCH (thing)<-[:SUBJECT]-(claim:Claim {predicate: 'supplier'})-[:OBJECT]->(supplier) WHERE claim.current AND claim.amount IS NOT NULL
  RETURN 'contract of a project called after it' AS kind, thing, supplier, claim.fiscalYear AS fiscalYear, sum(claim.amount) AS amount
}
RETURN kind, thing.uri AS thing, thing.name AS thingName, supplier.uri AS supplier, supplier.name AS supplierName, fiscalYear, amount
ORDER BY kind, amount DESC, thingName, supplierName
