"""How the bundled models are made; no part of the package."""
