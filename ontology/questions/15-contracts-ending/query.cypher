// Only a printed end counts; how many contracts print none stands beside it.
CALL () {
  MATCH (claim:Claim)
  WHERE claim.validThrough >= date($from) AND claim.validThrough <= date($through) AND claim.predicate = 'supplier' AND claim.current
  MATCH (contract)<-[:SUBJECT]-(claim)-[:OBJECT]->(supplier)
  RETURN 'ends' AS kind, contract, supplier, toString(claim.validThrough) AS validThrough, claim.amount AS amount, claim.currency AS currency,
    null AS value, null AS total
  UNION ALL
  MATCH (c:Contract)
  WITH count(c) AS total
  OPTIONAL MATCH (printed:Claim) WHERE printed.validThrough IS NOT NULL AND printed.predicate = 'supplier' AND printed.current
  OPTIONAL MATCH (printed)-[:SUBJECT]->(d:Contract)
  WITH total, count(DISTINCT d) AS with
  RETURN 'not_established: contracts whose end no source prints; a contract register or notice with the period is needed' AS kind, null AS contract, null AS supplier, null AS validThrough, null AS amount, null AS currency, total - with AS value, total
}
RETURN kind, contract.uri AS contract, contract.name AS contractName, supplier.uri AS supplier, supplier.name AS supplierName,
  validThrough, amount, currency, value, total
ORDER BY kind, validThrough, contractName
