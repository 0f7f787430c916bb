"""Will a checkpoint fit, where does each part live, how long does a token take at best? Nothing here needs torch or loads a weight.

answer.py       `plan_for(config, storage, devices, context, keep)` -> `Plan`
units.py        the pieces that are moved about     placement.py    which device holds what
nearest.py      when it does not fit: what would    devices.py      `cpu:24GB`, `cuda:2TB/s`; measuring this machine
"""

from local_engine.plan.answer import Plan, plan_for
from local_engine.plan.devices import Device, parse_devices, this_machine

__all__ = ["Device", "Plan", "parse_devices", "plan_for", "this_machine"]
