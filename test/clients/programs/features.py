"""What the programs share: each feature is tried by itself, in each mode, and a line says whether it is served."""
import traceback


def run(features, modes=("",)):
    for name, tried in features.items():
        try:
            for mode in modes:
                tried(mode)
            print(f"ok - {name}", flush=True)
        except Exception:
            print(f"not ok - {name}\nmode {mode!r}: {traceback.format_exc()}", flush=True)
