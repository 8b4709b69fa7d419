"""Search and summaries over an annotated corpus: nearest neighbours, words by tags, patterns of attention."""
