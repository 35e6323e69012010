"""Nyxus: all features. A negative grey depth is its way to bin between minimum and maximum.

It has no call that only reads: the empty run asks for one feature, of the mask that it is given, which should have one voxel.
"""

import common

options = common.arguments()

import nibabel
import numpy
from nyxus import Nyxus, Nyxus3D

if options.dimensions == 2:
    pixels = numpy.ascontiguousarray(numpy.squeeze(nibabel.load(options.image).dataobj).T.astype(numpy.uint32))
    region = numpy.ascontiguousarray((numpy.squeeze(nibabel.load(options.mask).dataobj).T > 0).astype(numpy.uint32))
    tool = Nyxus(["MEAN"] if options.empty else ["*ALL*"], coarse_gray_depth=options.bins, n_feature_calc_threads=1)
    table = tool.featurize(pixels, region)
else:
    tool = Nyxus3D(["3MEAN"] if options.empty else ["*3D_ALL*"], coarse_gray_depth=options.bins, n_feature_calc_threads=1)
    for family in ("3glcm", "3glrlm", "3glszm", "3gldm", "3ngtdm"):
        tool.set_metaparam(f"{family}/greydepth={-options.bins}")
    table = tool.featurize_files([options.image], [options.mask], False)
common.report({name: value for name, value in table.iloc[0].items() if "label" not in name.lower()})
