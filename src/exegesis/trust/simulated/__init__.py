"""The simulated users of the LIME paper (Ribeiro, Singh, Guestrin, KDD 2016, sections 5.2 to 5.4)."""
