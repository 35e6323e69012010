"""PyRadiomics: all feature classes, original image."""

import logging

import common

options = common.arguments()

import SimpleITK
from radiomics import featureextractor

logging.getLogger("radiomics").setLevel(logging.ERROR)
SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
image = SimpleITK.ReadImage(options.image)
mask = SimpleITK.ReadImage(options.mask)
features = {}
if not options.empty:
    settings = {"binCount": options.bins, "additionalInfo": False, "geometryTolerance": 1e-3, "label": 1}
    if options.dimensions == 2:
        settings |= {"force2D": True, "force2Ddimension": 0}
    extractor = featureextractor.RadiomicsFeatureExtractor(**settings)
    extractor.disableAllFeatures()
    for name in ("shape2D" if options.dimensions == 2 else "shape", "firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm"):
        extractor.enableFeatureClassByName(name)
    features = extractor.execute(image, mask)
common.report(features)
