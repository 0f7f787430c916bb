"""What follows from a configuration alone, computed and never looked up. Nothing here needs torch or a file of weights.

weights.py      parameters, and the bytes that one token reads, by part
kv.py           bytes of the cache: the release's own forms, and what this engine keeps
flops.py        multiply-adds of one token at a context length, by part and by precision
activations.py  working memory of a prefill
v32.py          the same for V3.2, the model that V4 is compared with
explain.py      the published claims, step by step (explain_files.py bytes by number format, explain_flops.py FLOPs, steps.py
                what a step is)
"""
