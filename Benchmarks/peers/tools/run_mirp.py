"""MIRP: all families, one aggregation."""

import logging
import warnings

import common

options = common.arguments()
warnings.filterwarnings("ignore")

from mirp import extract_features
from mirp.data_import.import_image_and_mask import import_image_and_mask

logging.disable(logging.INFO)
files = {"image": options.image, "mask": options.mask, "image_modality": "ct"}
if options.empty:
    pair = import_image_and_mask(**files)[0]
    for file in [pair, *pair.associated_masks]:
        file.load_data()
    common.report({})
else:
    tables = extract_features(
        **files, num_cpus=1, by_slice=options.dimensions == 2,
        base_discretisation_method="fixed_bin_number", base_discretisation_n_bins=options.bins)
    common.report(tables[0].iloc[0].to_dict())
