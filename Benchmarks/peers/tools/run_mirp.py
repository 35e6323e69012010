"""MIRP: all families, one aggregation. It reads inside its only call; the empty run reads with its import module alone."""

import logging
import warnings

import common

options = common.arguments()
warnings.filterwarnings("ignore")

from mirp import extract_features, extract_mask_parameters

logging.disable(logging.INFO)
if options.empty:
    table = extract_mask_parameters(image=options.image, mask=options.mask, image_modality="ct")
    common.report({})
else:
    tables = extract_features(
        image=options.image, mask=options.mask, image_modality="ct", num_cpus=1, by_slice=options.dimensions == 2,
        base_discretisation_method="fixed_bin_number", base_discretisation_n_bins=options.bins)
    common.report(tables[0].iloc[0].to_dict())
