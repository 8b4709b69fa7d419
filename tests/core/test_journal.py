"""A journal keeps each line once, goes on where it was left, and leaves what is not its own as it is."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from exegesis.core import owned
from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.journal import Journal, encoded

PLAN = {"method": "lime", "seed": 0, "settings": {"samples": 20}}


def opened(path: Path | None, plan: Mapping[str, Any] = PLAN, **more: Any) -> Journal[int, str]:
    return Journal(path, "test", plan, lambda line: str(line["said"]), **more)


def written(path: Path, *numbers: int) -> bytes:
    with opened(path) as lines:
        for number in numbers:
            lines.add((number, {"said": f"line {number}"}))
    return path.read_bytes()


def test_lines_are_read_back_and_added_to(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    before = written(path, 1, 2)
    assert json.loads(before.splitlines()[0]) == {"exegesis": "test", "version": 1, "plan": PLAN}
    with opened(path) as lines:
        assert lines.lines == {1: "line 1", 2: "line 2"}
        lines.add((3, {"said": "c"}), (4, {"said": "d"}))
    assert path.read_bytes() == before + b'{"item": 3, "said": "c"}\n{"item": 4, "said": "d"}\n'


def test_without_a_path_nothing_is_kept_beyond_the_run() -> None:
    printed: list[bytes] = []
    lines = opened(None, out=printed.append)
    lines.add((1, {"said": "a"}))
    assert lines.lines == {1: "a"}
    assert b"".join(printed).count(b"\n") == 2


def test_a_file_without_a_line_is_not_left_behind(tmp_path: Path) -> None:
    opened(tmp_path / "a.jsonl").close()
    assert not (tmp_path / "a.jsonl").exists()
    (tmp_path / "b.jsonl").touch()
    opened(tmp_path / "b.jsonl").close()
    assert (tmp_path / "b.jsonl").exists()


def test_half_a_line_anywhere_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    whole = written(path, 1, 2)
    ends = [place + 1 for place, sign in enumerate(whole) if sign == ord("\n")]
    for size in range(whole.index(b":"), len(whole)):
        path.write_bytes(whole[:size])
        if size < len('{"exegesis": '):
            continue  # too little to be known for ours; no write is torn so early
        with opened(path) as lines:
            kept = max([end for end in ends if end <= size], default=0)
            assert path.read_bytes() == whole[:kept]
            assert len(lines.lines) == max(0, whole[:kept].count(b"\n") - 1)


@pytest.mark.parametrize("tail", [b'{"item": 3, "sa\0\0\0', b"\0\0\0\0", b'{"it'])
def test_what_a_power_cut_leaves_is_cut_off(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "a.jsonl"
    whole = written(path, 1)
    path.write_bytes(whole + tail)
    opened(path).close()
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "content",
    [
        b"a good film",
        b'{"my":"results"}',
        b"my diary\n",
        b'{"exegesis": "other", "version": 1, "plan": {}}\n',
        b'{"exegesis": "test", "version": 2, "plan": {}}\n',
        b'{"exegesis": "test", "version": 1, "plan": {"method": "shap',
        b'{"exegesis": [1, 2',
        b"\x00\xff\xfe" * 50,
        b"{",
        b"\n",
    ],
)
def test_anything_else_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match="holds other work") as told:
        opened(path)
    assert "\n" not in str(told.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "line", [b"precious", b"precious\n", b'{"item": 1, "said": "again"}\n', b'{"item": 2}\n', b"[1]\n"]
)
def test_lines_that_are_not_ours_are_refused_and_left(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(written(path, 1) + line)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"line 3|last line"):
        opened(path)
    assert path.read_bytes() == before


def test_a_plan_is_compared_field_by_field(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    before = written(path, 1)
    with pytest.raises(InputError, match=r"\(seed 0, not 1\); give another file"):
        opened(path, PLAN | {"seed": 1})
    with pytest.raises(InputError, match=r"\(settings\.samples 20, not 21\)"):
        opened(path, PLAN | {"settings": {"samples": 21}})
    with pytest.raises(InputError, match=r'\(method "lime", not "shap"\)'):  # whose settings are others anyway
        opened(path, PLAN | {"method": "shap", "settings": {"samples": 21}})
    with pytest.raises(InputError, match="target null, not 3"):
        opened(path, PLAN | {"target": 3})
    with pytest.raises(InputError, match="seed 0, not null"):
        opened(path, {name: value for name, value in PLAN.items() if name != "seed"})
    assert path.read_bytes() == before
    opened(path, json.loads(json.dumps(PLAN)) | {"settings": {"samples": 20}}).close()


def test_a_second_writer_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with opened(path) as lines:
        lines.add((1, {"said": "a"}))
        before = path.read_bytes()
        with pytest.raises(InputError, match="another run is writing"):
            opened(path)
        code = (
            "import sys; from pathlib import Path; from exegesis.core.journal import Journal\n"
            f"Journal(Path({str(path)!r}), 'test', {PLAN!r}, str)"
        )
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "another run is writing" in other.stderr
        assert path.read_bytes() == before
    opened(path).close()


def test_a_worker_that_outlives_a_killed_run_does_not_hold_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    code = (
        "import os, signal, sys, time; from pathlib import Path; from exegesis.core.journal import Journal\n"
        f"lines = Journal(Path({str(path)!r}), 'test', {PLAN!r}, str)\n"
        "lines.add((1, {'said': 'a'}))\n"
        "if os.fork(): os.kill(os.getpid(), signal.SIGKILL)\n"
        "print(os.getpid(), flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as ended:
        assert ended.stdout is not None
        worker = int(ended.stdout.readline())
    try:
        with opened(path) as lines:
            assert lines.lines == {1: "a"}
    finally:
        os.kill(worker, 9)


def test_lines_are_dropped_and_sorted_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    header, *rest = written(path, 1, 2, 3).splitlines(keepends=True)
    path.chmod(0o640)
    with opened(path) as lines:
        lines.drop({2})
        assert path.read_bytes() == header + rest[0] + rest[2]
        with pytest.raises(InputError, match="another run is writing"):
            opened(path)  # the new file is owned as the old one was
        lines.add((2, {"said": "line 2"}))
        lines.sort()
        assert path.read_bytes() == header + b"".join(rest)
        assert list(lines.lines) == [1, 2, 3]
        lines.add((4, {"said": "d"}))
    assert path.read_bytes().endswith(b'{"item": 4, "said": "d"}\n')
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.jsonl"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.jsonl", tmp_path / "link.jsonl"
    written(path, 2, 1)
    link.symlink_to(path)
    with opened(link) as lines:
        lines.sort()
    assert link.is_symlink()
    assert path.read_bytes().index(b'"item": 1') < path.read_bytes().index(b'"item": 2')


def test_a_device_is_written_to_and_never_read() -> None:
    with opened(Path("/dev/null")) as lines:
        lines.add((1, {"said": "a"}))
    with (
        pytest.raises(ExegesisError, match="cannot write '/dev/full': No space left"),
        opened(Path("/dev/full")) as lines,
    ):
        lines.add((1, {"said": "a"}))


def test_a_pipe_gets_the_header_and_the_lines(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    with opened(pipe) as lines:
        lines.add((1, {"said": "a"}))
    assert reader.communicate()[0].count(b"\n") == 2


def test_a_line_longer_than_any_of_ours_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(written(path, 1) + b"x" * 2000)
    monkeypatch.setattr(owned, "LONGEST_LINE", 500)
    with pytest.raises(InputError, match="a line of more than"):
        opened(path)


def test_a_full_disk_names_the_file_and_leaves_a_file_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    before = written(path, 1)
    write = os.write

    def full(handle: int, data: Any) -> int:
        if len(data) < 10:
            raise OSError(28, "No space left on device")
        return write(handle, data[:10])

    with opened(path) as lines:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(ExegesisError, match=r"cannot write '.*a.jsonl': No space left on device"):
            lines.add((2, {"said": "b"}))
    monkeypatch.undo()
    assert path.read_bytes() != before
    with opened(path) as lines:
        assert path.read_bytes() == before
        assert list(lines.lines) == [1]


def test_half_a_character_is_written_as_an_escape() -> None:
    assert encoded({"item": 1, "id": "\udc00é\x9b"}) == '{"item": 1, "id": "\\udc00é\\u009b"}\n'.encode()
