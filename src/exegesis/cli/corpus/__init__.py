"""`exegesis corpus ...`: the words of many texts as a model sees them."""
