// Microphone and speaker of the page. Without a microphone the call still works: silence goes out, keys and the bot's voice remain.

export async function pickUp({ onFrame, onMark, onLevel }) {
  const context = new AudioContext({ latencyHint: "interactive" });
  let stream;
  let trouble = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: true } });
  } catch (error) {
    trouble = error.name === "NotAllowedError" ? "micRefused" : "micMissing";
  }
  await context.audioWorklet.addModule(new URL("worklet.mjs", import.meta.url));
  await context.resume();
  const node = new AudioWorkletNode(context, "goodterms-handset", { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1] });
  node.port.onmessage = ({ data }) => {
    if (data.frame) onFrame(data.frame);
    else if (data.mark !== undefined) onMark(data.mark);
    else if (data.level) onLevel(data.level, data.buffered);
  };
  node.connect(context.destination);
  if (stream) context.createMediaStreamSource(stream).connect(node);
  return {
    trouble,
    play: (sound) => node.port.postMessage({ sound }, [sound.buffer]),
    mark: (mark) => node.port.postMessage({ mark }),
    clear: () => node.port.postMessage({ clear: true }),
    mute: (muted) => node.port.postMessage({ muted }),
    hangUp: () => {
      node.port.postMessage({ over: true });
      for (const track of stream?.getTracks() || []) track.stop();
      context.close();
    },
  };
}
