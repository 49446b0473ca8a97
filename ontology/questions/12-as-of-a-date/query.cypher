// Every dependency that is claimed of the thing, by where the date lies in the time for which it holds.
MATCH (:Resource {uri: $thing})-[r:DEPENDS_ON]->(object) WHERE r.knownThrough IS NULL
RETURN DISTINCT CASE WHEN r.validThrough < date($date) THEN 'ended' WHEN r.validFrom > date($date) THEN 'not yet' ELSE 'stands' END AS state,
  r.kind AS predicate, object.uri AS object, object.name AS objectName, toString(r.validFrom) AS validFrom,
  toString(r.validThrough) AS validThrough, r.role AS role
ORDER BY state, predicate, objectName, validFrom
