# Sourced by ./run and ./test: sees to what they need from the machine. All its talk goes to stderr.

fail() { echo "$@" >&2; exit 1; }

# need_dotnet: the SDK that global.json asks for (its feature band or a later one of .NET 10).
need_dotnet() {
  command -v dotnet > /dev/null || fail "The .NET 10 SDK is missing: no 'dotnet' on the PATH. Install the SDK 10.0.4xx, then run this again."
  dotnet --version > /dev/null 2>&1 || {
    dotnet --version >&2 || true
    fail "The .NET SDK that global.json asks for is missing: install the SDK 10.0.4xx, then run this again."
  }
}

# need_node: Node 20 or later.
need_node() {
  command -v node > /dev/null || fail "Node 20 is missing: no 'node' on the PATH. Install Node 20 or later, then run this again."
  local version
  version=$(node --version)
  local major=${version#v}
  major=${major%%.*}
  (( major >= 20 )) || fail "Node $version is too old: install Node 20 or later, then run this again."
}

# need_node_packages FOLDER: what the lock file of that folder names. npm writes a list of it as its last act. The registry may be out of reach for a moment.
need_node_packages() {
  local attempt
  [[ ! -f "$1/node_modules/.package-lock.json" ]] || return 0
  for attempt in 1 2 3; do
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund) >&2 && return 0
    (( attempt == 3 )) || sleep 5
  done
  rm -rf "$1/node_modules"
  fail "npm could not install what $1/package-lock.json names, in three attempts. Its messages are above; when it is mended, run this again."
}

# need_packages NAME…: Debian packages; installs those that are missing, through sudo when not root.
need_packages() {
  local missing=() name
  [[ -z "${FUTWORK_SKIP_PACKAGES:-}" ]] || return 0
  if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
    fail "This is no Debian system. Install what these Debian packages hold by hand, then take the check out of the way with" \
      "FUTWORK_SKIP_PACKAGES=1: $*"
  fi
  for name in "$@"; do
    [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2> /dev/null)" == installed ]] || missing+=("$name")
  done
  (( ${#missing[@]} == 0 )) || install_packages "${missing[@]}"
}

install_packages() {
  local as_root=() name
  echo "Missing Debian packages: $*" >&2
  if (( EUID != 0 )); then
    command -v sudo > /dev/null || fail "They need root and there is no sudo. As root: apt-get install $*"
    # The proxy settings go along, which sudo would drop.
    as_root=(sudo env)
    for name in http_proxy https_proxy no_proxy; do
      [[ -z "${!name:-}" ]] || as_root+=("$name=${!name}")
    done
    echo "Installing them through sudo, which may ask for your password." >&2
  else
    echo "Installing them with apt-get." >&2
  fi
  "${as_root[@]}" apt-get update -q >&2 || echo "apt-get update failed; trying with the package lists that are here." >&2
  keep_services_down "$@"
  # A machine that has just been set up may be updating itself, and holds apt's lock meanwhile.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >&2 \
    || fail "apt-get could not install them. Its message is above; when it is mended, run this again."
}

# keep_services_down PACKAGE…: what a test needs is started by the test. Without this, installing would start servers with their
# defaults on all addresses. Uses install_packages' as_root.
keep_services_down() {
  [[ -d /run/systemd/system ]] || return 0
  local package service
  for package in "$@"; do
    case "$package" in
      kamailio) service=kamailio ;;
      rtpengine-daemon | haproxy) service=$package ;;
      postgresql-15) service=postgresql@15-main ;;
      *) continue ;;
    esac
    "${as_root[@]}" systemctl mask --quiet "$service" >&2 || true
    echo "The service $service stays down; to use it for something else: systemctl unmask $service" >&2
  done
}
