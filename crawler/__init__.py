"""The web → archive → records. Knows nothing of graphs."""
