"""The plant, drawn: a wall of services, the drawing of one, and the rows beside it (docs/plant.md)."""
