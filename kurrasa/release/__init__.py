"""Everything that an edition leaves the house as, made by one command and judged by tools that are not ours."""
