// Looks over the shoulder of the page: which peer connections and tracks it opened, and whether it let them go.

/**
 * Runs in the page before the page's own scripts. `camera` and `microphone` name the `DOMException` that asking
 * for one ends with; `insecure` takes `navigator.mediaDevices` away, as browsers do on pages without HTTPS.
 */
function install({ camera, microphone, insecure }) {
  // Pages like about:blank have no media to watch.
  if (!window.MediaDevices) return;

  const peers = [];
  const tracks = [];
  // Of tracks that are open: what listens to a muted microphone.
  const copies = new Set();
  const closeCodes = [];
  const broken = { video: camera, audio: microphone };
  let asked = 0;
  let offered = 0;
  let restarts = 0;
  const kinds = [];
  let sounds = 0;

  const isLive = (track) => track?.readyState === 'live';
  const openPeers = () => peers.filter((peer) => peer.signalingState !== 'closed');

  window.RTCPeerConnection = class RTCPeerConnection extends window.RTCPeerConnection {
    listeners = new Map();

    constructor(...args) {
      super(...args);
      peers.push(this);
    }

    addEventListener(type, listener, options) {
      super.addEventListener(type, listener, options);
      this.listeners.set(type, (this.listeners.get(type) ?? new Set()).add(listener));
    }

    removeEventListener(type, listener, options) {
      super.removeEventListener(type, listener, options);
      this.listeners.get(type)?.delete(listener);
    }

    get listening() {
      const added = [...this.listeners.values()].reduce((sum, set) => sum + set.size, 0);
      const handlers = [];
      for (const name in this) if (name.startsWith('on') && this[name]) handlers.push(name);
      return added + handlers.length;
    }
  };

  window.WebSocket = class WebSocket extends window.WebSocket {
    constructor(...args) {
      super(...args);
      super.addEventListener('close', (event) => closeCodes.push(event.code));
    }
  };

  function wrap(prototype, name, wrapper) {
    const native = prototype[name];
    prototype[name] = function (...args) {
      return wrapper.call(this, native, ...args);
    };
  }

  wrap(RTCPeerConnection.prototype, 'setRemoteDescription', function (native, description) {
    if (description.type === 'offer') offered += 1;
    return native.call(this, description);
  });
  wrap(RTCPeerConnection.prototype, 'restartIce', function (native) {
    restarts += 1;
    return native.call(this);
  });
  wrap(MediaDevices.prototype, 'getUserMedia', async function (native, constraints = {}) {
    asked += 1;
    kinds.push(...Object.keys(constraints).filter((kind) => constraints[kind]));
    for (const [kind, error] of Object.entries(broken)) {
      if (error && constraints[kind]) throw new DOMException(`no ${kind}, says the test`, error);
    }
    const stream = await native.call(this, constraints);
    tracks.push(...stream.getTracks());
    return stream;
  });
  wrap(MediaDevices.prototype, 'getDisplayMedia', async function (native, ...constraints) {
    const stream = await native.call(this, ...constraints);
    tracks.push(...stream.getTracks());
    return stream;
  });
  wrap(MediaDevices.prototype, 'enumerateDevices', async function (native) {
    const isMissing = (device) =>
      Object.entries(broken).some(([kind, error]) => error === 'NotFoundError' && device.kind === `${kind}input`);
    return (await native.call(this)).filter((device) => !isMissing(device));
  });
  wrap(MediaStreamTrack.prototype, 'clone', function (native) {
    const copy = native.call(this);
    tracks.push(copy);
    copies.add(copy);
    return copy;
  });
  if (insecure) Object.defineProperty(Navigator.prototype, 'mediaDevices', { get: () => undefined });

  // A ring is made by Web Audio or played from a file.
  for (const node of [AudioScheduledSourceNode, AudioBufferSourceNode]) {
    wrap(node.prototype, 'start', function (native, ...when) {
      sounds += 1;
      return native.call(this, ...when);
    });
  }
  wrap(HTMLMediaElement.prototype, 'play', function (native) {
    if (this instanceof HTMLAudioElement) sounds += 1;
    return native.call(this);
  });

  window.__probe = {
    held: () => ({
      peers: openPeers().length,
      tracks: tracks.filter(isLive).length,
      // Of an open connection they are its life; of a closed one, a leak.
      listeners: peers.reduce((sum, peer) => sum + (peer.signalingState === 'closed' ? peer.listening : 0), 0),
    }),
    open: (kind) => tracks.filter((track) => isLive(track) && track.kind === kind).length,
    opened: () => peers.length,
    asked: () => asked,
    offered: () => offered,
    restarts: () => restarts,
    askedFor: () => [...new Set(kinds)].sort(),
    sounds: () => sounds,
    closeCodes: () => closeCodes,
    restartIce: () => openPeers().forEach((peer) => peer.restartIce()),
    fallSilent: () =>
      Promise.all(openPeers().flatMap((peer) => peer.getSenders().map((sender) => sender.replaceTrack(null)))),
    fragment: () => openPeers()[0]?.currentRemoteDescription?.sdp.match(/a=ice-ufrag:(\S+)/)[1],
    signaling: () => openPeers()[0]?.signalingState,
    path: async () => {
      const report = await openPeers()[0].getStats();
      const transport = [...report.values()].find((entry) => entry.type === 'transport');
      const local = report.get(report.get(transport?.selectedCandidatePairId)?.localCandidateId);
      return local && [local.candidateType, local.relayProtocol ?? local.protocol];
    },
    knows: async (address) => {
      for (;;) {
        const report = await openPeers()[0].getStats();
        const found = [...report.values()].filter((entry) => entry.type === 'local-candidate');
        if (found.some((candidate) => candidate.address === address)) return Date.now();
        await new Promise((done) => setTimeout(done, 50));
      }
    },
    pairs: async () => {
      const report = await openPeers()[0].getStats();
      return [...report.values()]
        .filter((entry) => entry.type === 'candidate-pair')
        .map(({ localCandidateId, remoteCandidateId, state, requestsSent }) => {
          const [local, remote] = [localCandidateId, remoteCandidateId].map((id) => report.get(id)?.candidateType);
          return { local, remote, state, requestsSent };
        });
    },
    gathering: () => openPeers()[0]?.iceGatheringState,
    iceServers: () => peers.flatMap((peer) => peer.getConfiguration().iceServers ?? []),
    // What the browser's own "Stop sharing" does: the track ends, and says so.
    endScreen: () => {
      const isOfScreen = (track) => track.getSettings().displaySurface !== undefined;
      for (const track of tracks.filter((track) => isLive(track) && isOfScreen(track))) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
    },
    // What the browser does when a device is unplugged: its track ends, and says so.
    unplug: (kind) => {
      const track = tracks.findLast((track) => isLive(track) && track.kind === kind && !copies.has(track));
      track.stop();
      track.dispatchEvent(new Event('ended'));
    },
    sending: () =>
      openPeers()
        .flatMap((peer) => peer.getSenders().map((sender) => sender.track))
        .filter((track) => isLive(track) && track.enabled)
        .map(({ kind, label }) => ({ kind, label })),
    receiving: () =>
      openPeers()
        .flatMap((peer) => peer.getReceivers().map((receiver) => receiver.track))
        .filter((track) => isLive(track) && !track.muted)
        .map((track) => track.kind),
    soundsReceived: async () => {
      const reports = await Promise.all(openPeers().map((peer) => peer.getStats()));
      const entries = reports.flatMap((report) => [...report.values()]);
      const counted = ({ track }) => entries.find((entry) => entry.type === 'inbound-rtp' && entry.trackIdentifier === track.id);
      const receivers = openPeers().flatMap((peer) => peer.getReceivers());
      const inbound = receivers.filter(({ track }) => track.kind === 'audio').map(counted).filter(Boolean);
      const players = [...document.querySelectorAll('audio, video')].filter(
        ({ muted, paused, volume }) => !muted && !paused && volume > 0,
      );
      const played = players.flatMap(({ srcObject }) => srcObject?.getAudioTracks() ?? []);
      return inbound.map(({ trackIdentifier, packetsReceived, totalAudioEnergy = 0 }) => ({
        packets: packetsReceived,
        energy: totalAudioEnergy,
        isPlayed: played.some((track) => track.id === trackIdentifier && isLive(track) && !track.muted && track.enabled),
      }));
    },
    audioEnergy: async () => {
      const reports = await Promise.all(openPeers().map((peer) => peer.getStats()));
      return reports
        .flatMap((report) => [...report.values()])
        .filter((entry) => entry.type === 'inbound-rtp' && entry.kind === 'audio')
        .reduce((sum, entry) => sum + (entry.totalAudioEnergy ?? 0), 0);
    },
  };
}

/** What a page holds that is in no call: {@link Probe#held}. */
export const NOTHING = { peers: 0, tracks: 0, listeners: 0 };

/** The probe in one page. It counts from the page's last load. */
export class Probe {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** Puts the probe into every page of the context, with the devices that these people have. */
  static install(context, media = {}) {
    return context.addInitScript(install, media);
  }

  /** Open peer connections, live local tracks, and listeners left on closed peer connections. */
  held() {
    return this.#page.evaluate(() => window.__probe.held());
  }

  /** How many cameras (`video`) or microphones (`audio`) are open. */
  open(kind) {
    return this.#page.evaluate((kind) => window.__probe.open(kind), kind);
  }

  /** How many peer connections there ever were. */
  opened() {
    return this.#page.evaluate(() => window.__probe.opened());
  }

  /** How many offers of others were applied. */
  offered() {
    return this.#page.evaluate(() => window.__probe.offered());
  }

  /** How often ICE was restarted from here. */
  restarts() {
    return this.#page.evaluate(() => window.__probe.restarts());
  }

  /** Of `audio` and `video`, those that were asked for. */
  askedFor() {
    return this.#page.evaluate(() => window.__probe.askedFor());
  }

  /** How often the camera or the microphone was asked for. */
  asked() {
    return this.#page.evaluate(() => window.__probe.asked());
  }

  /** How many sounds the page began to make, calls aside. */
  sounds() {
    return this.#page.evaluate(() => window.__probe.sounds());
  }

  /** The close codes of the page's WebSockets, oldest first. */
  closeCodes() {
    return this.#page.evaluate(() => window.__probe.closeCodes());
  }

  /** Makes every open peer connection look for other paths. */
  restartIce() {
    return this.#page.evaluate(() => window.__probe.restartIce());
  }

  /** Sends no more over what is open, and the page knows nothing of it. */
  fallSilent() {
    return this.#page.evaluate(async () => void (await window.__probe.fallSilent()));
  }

  /** The other side's ICE user fragment (RFC 8839, section 5.4): another one after every restart. */
  fragment() {
    return this.#page.evaluate(() => window.__probe.fragment());
  }

  /** The signaling state of the peer connection. */
  signaling() {
    return this.#page.evaluate(() => window.__probe.signaling());
  }

  /** What media goes over from here: the candidate's type, and the protocol that it is reached by. */
  path() {
    return this.#page.evaluate(() => window.__probe.path());
  }

  /** Waits until the browser offers this address of its host; the clock's time then. */
  knows(address) {
    return this.#page.evaluate((address) => window.__probe.knows(address), address);
  }

  /** Every pair of candidates: their types, how checking it went, and how often it was tried. */
  pairs() {
    return this.#page.evaluate(() => window.__probe.pairs());
  }

  /** Whether the peer connection has found its candidates. */
  gathering() {
    return this.#page.evaluate(() => window.__probe.gathering());
  }

  /** Every ICE server of every peer connection. */
  iceServers() {
    return this.#page.evaluate(() => window.__probe.iceServers());
  }

  /** Takes the present camera (`video`) or microphone (`audio`) away. */
  unplug(kind) {
    return this.#page.evaluate((kind) => window.__probe.unplug(kind), kind);
  }

  /** Ends every shared screen, as the browser's own button does. */
  endScreen() {
    return this.#page.evaluate(() => window.__probe.endScreen());
  }

  /** The devices whose picture or sound goes out: `{ kind, label }`. */
  sending() {
    return this.#page.evaluate(() => window.__probe.sending());
  }

  /** The kinds of media that come in. */
  receiving() {
    return this.#page.evaluate(() => window.__probe.receiving());
  }

  /** Each sound that came in, the microphone's first: `{ packets, energy, isPlayed }`, the last by an element that is heard. */
  soundsReceived() {
    return this.#page.evaluate(() => window.__probe.soundsReceived());
  }

  /** The energy of all sound that came in; grows while there is any (webrtc-stats, `totalAudioEnergy`). */
  audioEnergy() {
    return this.#page.evaluate(() => window.__probe.audioEnergy());
  }
}
