"""How the bundled classifier of photographs is made: converted once from weights that Google published."""
