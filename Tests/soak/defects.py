"""Bad studies among sound ones: exactly those are reported, with their codes; once mended, retry finishes."""

import collections
import random
import re

import archive

# What becomes of a study with a defect: verdict, code, whether it is a case of the ledger, how many.
EXPECTED = {
    "truncated-slice": ("failed", "damaged-series", True, 2),
    "missing-slice": ("refused", "missing-slices", True, 2),
    "moved-slice": ("refused", "irregular-spacing", True, 2),
    "other-series": ("refused", "other-series", False, 1),
    "other-frame": ("refused", "other-frame", False, 1),
    "other-patient": ("refused", "other-patient", False, 1),
    "empty-file": ("failed", "empty-file", False, 1),
    "damaged-structures": ("failed", "damaged-file", False, 1),
    "dangling-link": ("failed", "unreadable", False, 1),
    "no-birth-date": ("held", "no-birth-year", True, 2),
    "between-voxels": ("refused", "empty-mask", True, 1),
    "other-content": ("refused", "duplicate-slices", True, 2),
    "outside": ("refused", "outside-image", True, 1),
}
# Both regions of a study become cases; those that stay sound of a bad one are done.
SOUND_BESIDE = {"between-voxels": 1, "outside": 1}


def check_defects(soak, folder, studies, undisturbed, count, seed):
    """Spoils `count` of the studies, runs, mends, and retries."""
    dice = random.Random(seed)
    kinds = list(archive.DEFECTS)
    bad = {number: kinds[place % len(kinds)] for place, number in enumerate(dice.sample(range(studies), count))}
    for number, kind in bad.items():
        archive.spoil(folder, number, kind)
    soak.tell(f"{count} of {studies} studies are bad, in {len(kinds)} ways, seed {seed}")
    output = soak.path("defects")
    ended = soak.run_archive(folder, output, "--verbose")
    soak.check("a run over bad studies ends with 3", ended.code == 3, ended)
    check_reported(soak, output, ended, bad, studies)
    report = soak.report(output)
    soak.tell(f"run with bad studies: {report['wallSeconds']:.1f} s of computing, {ended.seconds:.1f} s in all")
    again = soak.run_archive(folder, output)
    soak.check("run again, nothing is computed", again.code == 3 and re.search(r"cases: 0 done, \d+ already done", again.text), again)
    for number, kind in bad.items():
        archive.mend(folder, number, kind)
    check_retry(soak, folder, output, bad, undisturbed)


def check_reported(soak, output, ended, bad, studies):
    """The codes of report, ledger and terminal are those of the defects, study by study."""
    counts = collections.Counter()
    for kind in bad.values():
        verdict, code, is_case, number = EXPECTED[kind]
        counts[verdict, code, is_case] += number
    counts["done", None, True] = 2 * (studies - len(bad)) + sum(SOUND_BESIDE.get(kind, 0) for kind in bad.values())
    found = collections.Counter()
    for line in soak.report(output)["counts"]:
        found[line["verdict"], line.get("code"), line["isCase"]] += line["count"]
    soak.check("run-report.json counts exactly the bad ones, by code", found == counts, f"{difference(found, counts)}")
    cases = {key[:2]: number for key, number in counts.items() if key[2]}
    groups = soak.status(output).get("groups", [])
    found = {(group["state"], group.get("code")): group["cases"] for group in groups}
    soak.check("voxmark status counts exactly the bad cases, by code", found == cases, f"{difference(found, cases)}")
    named = studies_by_code(ended.text)
    expected = {number: {EXPECTED[kind][1]} for number, kind in bad.items()}
    soak.check("the terminal names exactly the bad studies, each with its code", named == expected, f"{difference(named, expected)}")
    by_kind = collections.Counter(bad.values())
    for kind, number in by_kind.items():
        verdict, code, is_case, each = EXPECTED[kind]
        told = sum(1 for study, codes in named.items() if bad.get(study) == kind and codes == {code})
        soak.tell(f"{kind:20} {number:3} studies  {verdict:8} {code:18} {number * each:3} {'cases' if is_case else 'files'}, {told} studies named")


def studies_by_code(text):
    """The codes under which the final list names each study."""
    named, code = collections.defaultdict(set), None
    for line in text.splitlines():
        head = re.fullmatch(r"(?:failed|refused|held), (\S+) \(\d+\):", line)
        study = re.match(r"  P(\d{5})/", line)
        if head:
            code = head[1]
        elif study and code:
            named[int(study[1])].add(code)
        else:
            code = None
    return dict(named)


def check_retry(soak, folder, output, bad, undisturbed):
    """Of what has been mended, first one code, then all."""
    one = EXPECTED["missing-slice"][1]
    key = ["--key-file", soak.path("key")]
    before = undone(soak, output)
    ended = soak.run("retry", "--failed", "--code", one, folder, "--recipe", soak.recipe, "--output", output, *key)
    after = undone(soak, output)
    soak.check(f"retry --failed --code {one} computes those", ended.code in (0, 3) and one in before and one not in after, ended)
    soak.check("… and of the others none", after == {code: number for code, number in before.items() if code != one}, after)
    ended = soak.run("retry", "--failed", "--output", output, *key)
    groups = soak.status(output).get("groups", [])
    left = {group["state"] for group in groups}
    soak.check("retry --failed finishes what failed or was refused", ended.code in (0, 3) and left <= {"done", "held"}, f"{ended}; {left}")
    soak.tell(f"retry --failed: {ended.seconds:.1f} s")
    ended = soak.run_archive(folder, output)
    soak.check("a run finishes what was held", ended.code == 0, ended)
    soak.check_equal("mended", undisturbed, output)


def undone(soak, output):
    """The cases that are not done, by code."""
    return {group["code"]: group["cases"] for group in soak.status(output).get("groups", []) if group["state"] != "done"}


def difference(found, expected):
    """What differs between two dictionaries."""
    keys = sorted((key for key in set(found) | set(expected) if found.get(key) != expected.get(key)), key=str)
    return "; ".join(f"{key}: {found.get(key)} instead of {expected.get(key)}" for key in keys[:8])
