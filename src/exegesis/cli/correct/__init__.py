"""`exegesis correct`: marks, corrections of a transformer, the texts behind an error."""
