"""The nine tasks of GLUE (Wang et al. 2019): their official files read, their official metrics. Also IMDb's tree."""
