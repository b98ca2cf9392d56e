#!/bin/sh
# Makes the root file system of the executor's image from Debian packages and PyPI, for clusters that pull no images.
#
#     tests/kube/executor_rootfs.sh DIR [PYTHON]
#
# DIR becomes what Containerfile.executor makes of Alpine. The image's configuration is
#     {"Env":["PATH=/usr/local/bin:/usr/bin:/bin","PYTHONPATH=/opt/wfsim"],"Cmd":["wfsim-executor"]}
# It needs apt-get (nothing is installed: packages are fetched and unpacked) and a Python with pip.
set -eu
dir=$1 python=${2:-python3}
here=$(cd "$(dirname "$0")/../.." && pwd)
packages="python3.11-minimal libpython3.11-minimal libpython3.11-stdlib busybox-static git ca-certificates
  libc6 libgcc-s1 libssl3 zlib1g libexpat1 libffi8 libbz2-1.0 liblzma5 libcurl3-gnutls libpcre2-8-0 libnghttp2-14 libidn2-0
  libunistring2 librtmp1 libssh2-1 libpsl5 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libcom-err2 libkeyutils1
  libldap-2.5-0 libsasl2-2 libgnutls30 libp11-kit0 libtasn1-6 libhogweed6 libnettle8 libgmp10 libzstd1 libbrotli1 openssh-client
  libselinux1 libedit2 libtinfo6 libbsd0 libmd0 libcrypt1 libuuid1 libcap2"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$dir"
(cd "$work" && chmod 777 . && apt-get download -qq $packages)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$dir"; done

rm -rf "$dir"/usr/share/doc "$dir"/usr/share/man "$dir"/usr/share/locale "$dir"/usr/share/perl5 "$dir"/usr/share/bash-completion
mkdir -p "$dir"/opt/wfsim "$dir"/usr/local/bin "$dir"/etc/ssl/certs "$dir"/root "$dir"/proc "$dir"/sys "$dir"/dev "$dir"/bin
mkdir -p -m 1777 "$dir"/tmp
busybox=$dir/bin/busybox
cp "$busybox" "$dir/opt/wfsim/busybox"
for applet in $("$busybox" --list); do
  [ -e "$dir/bin/$applet" ] || [ -e "$dir/usr/bin/$applet" ] || ln -s /opt/wfsim/busybox "$dir/bin/$applet"
done
ln -sf python3.11 "$dir/usr/bin/python3"
cat "$dir"/usr/share/ca-certificates/mozilla/*.crt > "$dir/etc/ssl/certs/ca-certificates.crt"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' > "$dir/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' > "$dir/etc/group"

"$python" -m pip install -q --only-binary=:all: --python-version 3.11 --target "$dir/opt/wfsim" 'minio>=7.2,<8'
mkdir -p "$dir/opt/wfsim/executor"
cp "$here"/wfsim/executor/*.py "$here"/wfsim/executor/*.sh "$dir/opt/wfsim/executor/"
printf '#!/bin/sh\nexec python3 -m executor "$@"\n' > "$dir/usr/local/bin/wfsim-executor"
chmod 755 "$dir/usr/local/bin/wfsim-executor"
# Python starts three times as fast where it need not compile: packages of Debian do this when they are installed.
"$python" - "$dir" << 'END'
import compileall, re, sys
from pathlib import Path

home = Path(sys.argv[1])
for place in ("usr/lib/python3.11", "opt/wfsim"):
    compileall.compile_dir(home / place, quiet=2, stripdir=str(home), rx=re.compile(r"/(tests?|lib2to3|idlelib)/"))
END
