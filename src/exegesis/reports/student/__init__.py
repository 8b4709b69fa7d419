"""What a student kept of its teacher and what it lost: figures, speed, and whether the explanations survive."""
