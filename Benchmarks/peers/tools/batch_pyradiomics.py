"""PyRadiomics over a folder of cases, with its own batch program. usage: batch_pyradiomics.py FOLDER WORK JOBS BINS"""

import json
import subprocess
import sys
from pathlib import Path

folder, work, jobs, bins = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
cases = sorted(folder.iterdir())
(work / "cases.csv").write_text("Image,Mask\n" + "".join(f"{case}/image.nii,{case}/mask.nii\n" for case in cases))
classes = ("shape", "firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm")
parameters = {
    "setting": {"binCount": bins, "additionalInfo": False, "geometryTolerance": 1e-3, "label": 1}, "imageType": {"Original": {}},
    "featureClass": {name: None for name in classes}}
(work / "parameters.yaml").write_text(json.dumps(parameters))
subprocess.run(
    [Path(sys.executable).parent / "pyradiomics", work / "cases.csv", "-o", work / "out.csv", "-f", "csv", "-p",
     work / "parameters.yaml", "-j", jobs, "-v", "1", "--logging-level", "ERROR"], check=True, stdout=subprocess.DEVNULL)
rows = (work / "out.csv").read_text().strip().splitlines()
print(json.dumps({"cases": len(rows) - 1, "values": len(rows[0].split(",")) - 2}))
