"""The stages from record tables to stores, in order, each redone only when what it rests on changed."""
