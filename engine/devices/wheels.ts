/** A file of the Python package index that carries libraries; its name there, and the hash it has there. */
export interface Wheel {
  readonly package: string;
  readonly version: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Which of its files are taken; they go into one folder, without theirs. */
  readonly takes: RegExp;
}

/** Version of ONNX Runtime that these libraries belong to: a provider's library fits no other one. */
export const RUNTIME = '1.30.0';

/**
 * What CUDA needs beside the driver, on Linux with an Intel or AMD processor. The provider of this version comes from the package index
 * built for CUDA 13 (driver 580 or later); the one for CUDA 12 is only in
 * another registry, NuGet, as Microsoft.ML.OnnxRuntime.Gpu.Linux: with an older driver ONNX Runtime's own installer gets it
 * (`ONNXRUNTIME_NODE_INSTALL=cuda12`), unverified, beside CUDA 12's libraries from NVIDIA. NVIDIA's libraries here are of CUDA 13.0, the oldest that fits, so that no newer driver is asked for than must be.
 */
export const wheels: readonly Wheel[] = [
  {
    package: 'onnxruntime-gpu',
    version: RUNTIME,
    file: `onnxruntime_gpu-${RUNTIME}-cp312-cp312-manylinux_2_28_x86_64.whl`,
    bytes: 246_685_715,
    sha256: '6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1',
    takes: /\/(libonnxruntime_providers_\w+\.so)$/u,
  },
  {
    package: 'nvidia-cuda-runtime',
    version: '13.0.96',
    file: 'nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 2_243_632,
    sha256: '7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548',
    takes: /\/(libcudart\.so\.13)$/u,
  },
  {
    package: 'nvidia-cublas',
    version: '13.0.2.14',
    file: 'nvidia_cublas-13.0.2.14-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 420_882_912,
    sha256: '0cf238ffdbe46c00cb9aa98e7bca745c223a5ca5a53e686ac8b3e5a08fe80d6c',
    takes: /\/(libcublas(?:Lt)?\.so\.13)$/u,
  },
  {
    package: 'nvidia-curand',
    version: '10.4.0.35',
    file: 'nvidia_curand-10.4.0.35-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 59_544_258,
    sha256: '1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc',
    takes: /\/(libcurand\.so\.10)$/u,
  },
  {
    package: 'nvidia-cuda-nvrtc',
    version: '13.0.88',
    file: 'nvidia_cuda_nvrtc-13.0.88-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 90_215_200,
    sha256: 'ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575',
    takes: /\/(libnvrtc(?:-builtins)?\.so\.13(?:\.0)?)$/u,
  },
  {
    package: 'nvidia-cudnn-cu13',
    version: '9.17.1.4',
    file: 'nvidia_cudnn_cu13-9.17.1.4-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 358_265_630,
    sha256: '6919fbd8c7bc8bdef276ab5c649c85206636aac1dceb77e650895c0fb6fb4f01',
    takes: /\/(libcudnn\w*\.so\.9)$/u,
  },
];
