// Measures with what they are counted in, and the functions for which no system is established.
CALL () {
  MATCH (f:PublicFunction)
  RETURN 'functions with a system' AS kind, null AS item, null AS itemName,
    count(CASE WHEN EXISTS { (f)-[r:DEPENDS_ON {kind: 'supportedBySystem'}]->() WHERE r.current } THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (f:PublicFunction)
  RETURN 'functions with a provider' AS kind, null AS item, null AS itemName,
    count(CASE WHEN EXISTS { (f)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->()-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->()
      WHERE a.current AND b.current AND c.current } THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (p:Project)
  RETURN 'projects with a function' AS kind, null AS item, null AS itemName,
    count(CASE WHEN EXISTS { (p)-[r:CONCERNS_FUNCTION]->() WHERE r.current } THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (o:Organization) WHERE EXISTS { (o)-[p:PAID_BY]->() WHERE p.current }
  RETURN 'payees with a valid corporate number' AS kind, null AS item, null AS itemName,
    count(CASE WHEN o.status = 'resolved' THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (s:CloudService)
  RETURN 'cloud services whose provider\'s jurisdiction is known' AS kind, null AS item, null AS itemName,
    count(CASE WHEN EXISTS { (s)-[a:DEPENDS_ON {kind: 'providedBy'}]->()-[b:UNDER_JURISDICTION]->() WHERE a.current AND b.current } THEN 1 END) AS value, count(*) AS total
  UNION ALL
  MATCH (f:PublicFunction)
  WHERE f.level <> 'division' AND NOT EXISTS { (f)-[r:DEPENDS_ON {kind: 'supportedBySystem'}]->() WHERE r.current }
  RETURN 'not_established: a notice, answer or project name that names the function\'s system' AS kind, f.uri AS item, f.name AS itemName,
    null AS value, null AS total
}
RETURN kind, item, itemName, value, total
ORDER BY kind, itemName
