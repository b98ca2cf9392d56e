#!/bin/sh
# Makes the root file system of the controller's image, for clusters that pull no images: what Containerfile makes of
# Python's image, here on top of the executor's root file system, which has a Python.
#
#     tests/kube/controller_rootfs.sh DIR EXECUTOR_DIR [PYTHON]
#
# The image's configuration is
#     {"Env":["PATH=/usr/local/bin:/usr/bin:/bin","PYTHONPATH=/opt/controller","WFSIM_NO_CACHE=1"],
#      "Entrypoint":["wfsim"],"User":"65534"}
set -eu
dir=$1 executor=$2 python=${3:-python3}
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$dir"
cp -a "$executor/." "$dir"
(cd "$work" && chmod 777 . && apt-get download -qq libstdc++6)
dpkg-deb -x "$work"/libstdc++6*.deb "$dir"
mkdir "$work/src"
cp -r "$here/pyproject.toml" "$here/setup.py" "$here/README.md" "$here/LICENSE" "$here/grammar" "$here/wfsim" "$work/src"
"$python" -m pip install -q --disable-pip-version-check --target "$dir/opt/controller" "$work/src[kube]"
printf '#!/bin/sh\nexec python3 -m wfsim "$@"\n' > "$dir/usr/local/bin/wfsim"
chmod 755 "$dir/usr/local/bin/wfsim"
