"""Visual words: what the regions of many images have in common, so that their explanations can be summed and picked."""
