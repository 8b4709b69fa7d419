"""A global picture of many explanations: words summed over texts, and the few texts that show most (SP-LIME)."""
