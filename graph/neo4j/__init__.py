"""Neo4j: the embedded server, its jars, the offline import, and connections to it or to a Neo4j of one's own."""
