"""The SPARQL 1.1 protocol over a store on disk: queries run in processes that can be killed at any moment."""
