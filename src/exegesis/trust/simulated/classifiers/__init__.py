"""The classifiers of the experiments on trust (LIME paper, sections 5.3 and 5.4), with their answers around a text."""
