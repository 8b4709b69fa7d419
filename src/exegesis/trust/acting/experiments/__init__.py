"""Section 6 of the LIME paper with a simulated person: headers, rounds of cleaning, choosing a classifier."""
