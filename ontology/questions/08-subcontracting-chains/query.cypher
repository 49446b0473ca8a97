// Rows "passes funds to" are the chain; rows "payee" say who is paid in each block. Amounts of different ranks are never added.
MATCH (project:Resource:Project {uri: $project})<-[:IN_PROJECT]-(block:PayeeBlock)
CALL (project, block) {
  MATCH (block)-[flow:PASSES_FUNDS_TO]->(other) WHERE flow.current
  RETURN DISTINCT 'passes funds to' AS kind, other, null AS amount
  UNION ALL
  MATCH (other:Organization)-[paid:PAID_BY {block: block.uri}]->(project) WHERE paid.current AND paid.amount IS NOT NULL
  RETURN 'payee' AS kind, other, sum(paid.amount) AS amount
}
RETURN kind, block.rank AS rank, block.uri AS block, block.name AS blockName, block.onCycle AS onCycle,
  other.uri AS other, other.name AS otherName, amount
ORDER BY rank, blockName, kind, amount DESC, otherName
