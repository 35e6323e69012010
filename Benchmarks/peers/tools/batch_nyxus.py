"""Nyxus over a folder of cases, in one call. usage: batch_nyxus.py FOLDER WORK JOBS BINS"""

import json
import sys
from pathlib import Path

from nyxus import Nyxus3D

cases = sorted(Path(sys.argv[1]).iterdir())
tool = Nyxus3D(["*3D_ALL*"], n_feature_calc_threads=int(sys.argv[3]), coarse_gray_depth=int(sys.argv[4]))
for family in ("3glcm", "3glrlm", "3glszm", "3gldm", "3ngtdm"):
    tool.set_metaparam(f"{family}/greydepth={-int(sys.argv[4])}")
table = tool.featurize_files([f"{case}/image.nii" for case in cases], [f"{case}/mask.nii" for case in cases], False)
print(json.dumps({"cases": len(table), "values": len(table.columns) - 4}))
