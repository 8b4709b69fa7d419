"""Tables: columns that are there or absent, and neighbours with other values in them."""
