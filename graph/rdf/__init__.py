"""The RDF side: N-Quads written as text, an Oxigraph store on disk that is swapped in whole, and its queries."""
