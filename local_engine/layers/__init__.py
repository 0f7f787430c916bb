"""The sub-layers of the model, one idea per file. Shapes are tagged with the letters defined in `model.py`."""
