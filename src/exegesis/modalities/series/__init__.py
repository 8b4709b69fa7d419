"""Time series: stretches of their channels, and what stands for an absent one."""
