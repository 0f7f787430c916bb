"""Devices and bandwidths as they are written."""

from __future__ import annotations

import pytest

from local_engine.errors import PlanError
from local_engine.plan.devices import Device, parse_bandwidths, parse_devices, parse_size, this_machine


@pytest.mark.parametrize(
    ("written", "size"),
    [
        pytest.param("24GB", 24 * 10**9, id="decimal"),
        pytest.param("24GiB", 24 * 2**30, id="binary"),
        pytest.param("1.5tb", 1500 * 10**9, id="a fraction, small letters"),
        pytest.param("80g", 80 * 10**9, id="a letter alone"),
        pytest.param("4096", 4096, id="bytes"),
    ],
)
def test_size(written: str, size: int) -> None:
    assert parse_size(written) == size


@pytest.mark.parametrize("written", ["", "GB", "-1GB", "0GB", "24 apples", "1e3GB"])
def test_what_is_no_size(written: str) -> None:
    with pytest.raises(PlanError, match=r"write e\.g\. 24GB"):
        parse_size(written)


def test_accelerators_are_numbered_by_kind_over_all_options() -> None:
    names = [device.name for device in parse_devices(["cuda:80GB,cuda:80GB", "xpu:16GB,cuda:40GB", "cpu:24GB"])]
    assert names == ["cuda:0", "cuda:1", "xpu:0", "cuda:2", "cpu"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        pytest.param("cpu", "KIND:MEMORY", id="no memory"),
        pytest.param("24GB", "KIND:MEMORY", id="no kind"),
        pytest.param("disk:1TB", "KIND:MEMORY", id="a disk holds no tensors"),
        pytest.param("cpu:8GB,cpu:8GB", "one cpu", id="two cpus"),
        pytest.param("cpu:0GB", "device 'cpu:0gb': '0gb' is no size above zero; write", id="no memory at all"),
    ],
)
def test_what_is_no_device(written: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        parse_devices([written])


DEVICES = parse_devices(["cuda:80GB,cuda:80GB,cpu:24GB"])


def test_bandwidths_by_kind() -> None:
    wanted = {"cuda": 2e12, "cpu": 40e9, "disk": 3e9}
    assert parse_bandwidths(["cuda:2TB/s", "cpu:40GB/s,disk:3gb"], DEVICES) == wanted


@pytest.mark.parametrize(
    ("written", "message"),
    [
        pytest.param("40GB/s", "KIND:RATE", id="no kind"),
        pytest.param("cpu:x", "bandwidth 'cpu:x': 'x' is no size", id="no rate"),
        pytest.param("gpu:2TB/s", "of kind 'gpu'; known: cpu, cuda, disk", id="a kind that no device is of"),
        pytest.param("cuda:2TB/s,cuda:3TB/s", "cuda has one already", id="one kind twice"),
    ],
)
def test_what_is_no_bandwidth(written: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        parse_bandwidths([written], DEVICES)


def test_this_machine_where_memory_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local_engine.plan.devices.free_memory", lambda: None)
    with pytest.raises(PlanError, match="--device cpu:24GB"):
        this_machine()


def test_this_machine_is_its_free_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local_engine.plan.devices.free_memory", lambda: 123)
    assert this_machine() == [Device("cpu", 123)]
