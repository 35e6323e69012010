#!/bin/bash
# Installs the other tools, each in a virtual environment of its own, and one more for the cases and the table.
# usage: install.sh FOLDER [TOOL ...]        PYTHON=python3.11 names the interpreter.
set -euo pipefail
folder=${1:?usage: install.sh FOLDER [TOOL ...]}
shift
python=${PYTHON:-python3.11}
tools=${*:-pyradiomics nyxus zrad mirp}
mkdir -p "$folder"

# Makes the environment NAME once, with the packages that follow; a half-made one is made again.
environment() {
    local name=$1
    shift
    [ -e "$folder/$name/complete" ] && return
    "$python" -m venv --clear "$folder/$name"
    "$folder/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
}

complete() { touch "$folder/$1/complete"; }

environment driver numpy==2.2.6 scipy==1.15.3 nibabel==5.3.2 pydicom==3.0.1
complete driver
for tool in $tools; do
    case $tool in
    pyradiomics)
        # Its source needs numpy at build time and setup tools of the time; numpy 2 breaks its C interface.
        environment pyradiomics 'numpy<2' 'setuptools<70' wheel versioneer cython SimpleITK PyWavelets pykwalify six
        [ -e "$folder/pyradiomics/complete" ] ||
            "$folder/pyradiomics/bin/pip" install --quiet --disable-pip-version-check --no-build-isolation pyradiomics==3.0.1
        ;;
    nyxus) environment nyxus nyxus==0.11.0 nibabel ;;
    zrad) environment zrad z-rad==26.9.0 ;;
    mirp) environment mirp 'mirp[joblib]==2.7.0' ;;
    *) echo "install.sh: there is no tool $tool; known are pyradiomics nyxus zrad mirp" >&2 && exit 2 ;;
    esac
    complete "$tool"
done
