"""What this field's first explorers showed of BERT, asked again of any masked language model, over many sentences."""
