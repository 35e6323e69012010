"""Z-Rad: all families, averaged over directions, on a crop with 8 voxels of margin."""

import warnings

import common

options = common.arguments()
warnings.filterwarnings("ignore")

from zrad.image import Image
from zrad.preprocessing import IntensityMaskBuilder, IVHIntensityDiscretizer, RoiCropper, RoiData, TextureDiscretizer
from zrad.radiomics.extractor import Radiomics

image = Image.from_nifti(options.image)
mask = Image.from_nifti_mask(options.mask, image)
features = {}
if not options.empty:
    data = IntensityMaskBuilder().apply(RoiData(image=image, filtered_image=None, morphological_mask=mask))
    data = RoiCropper(padding=8).apply(data)
    data = TextureDiscretizer(number_of_bins=options.bins).apply(data)
    data = IVHIntensityDiscretizer(method="fixed_bin_number", number_of_bins=1000).apply(data)
    tool = Radiomics(aggr_dim=f"{options.dimensions}D", aggr_method="AVER")
    # Its sphere of local intensity does not fit into memory at a mammogram's spacing, its shape needs three dimensions.
    planar = ["intensity_statistics", "intensity_histogram", "ivh", "glcm", "glrlm", "glszm", "gldzm", "ngtdm", "ngldm"]
    features = tool.extract_features(roi_data=data, families=planar if options.dimensions == 2 else None)
common.report(features)
