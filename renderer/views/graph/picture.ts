import type { EntityId, TripleId } from '#domain/ids';
import { Sigma } from 'sigma';
import {
  createEdgeArrowProgram,
  EdgeLineProgram,
  NodeCircleProgram,
  NodePointProgram,
} from 'sigma/rendering';
import type { EdgeDisplayData, NodeDisplayData } from 'sigma/types';
import { drawEdgeLabel } from './edge-labels.ts';
import { drawHover, LabelQueue } from './labels.ts';
import {
  findNearest,
  isEntityId,
  type Drawn,
  type EdgeAttributes,
  type NodeAttributes,
} from './model.ts';
import { mix, type Colours } from './palette.ts';

/** Up to here edges are drawn as smooth arrows; beyond, as lines of one pixel, six times cheaper. */
const FINE = 1500;
/** How near to an edge a press counts, in pixels. */
const REACH = 6;
const FADED = 0.15;
/** With more neighbours than this, what joins them is told on hover alone. */
const WORDED = 14;

export interface Chosen {
  readonly entity: EntityId | null;
  readonly triple: TripleId | null;
}

export interface PictureEvents {
  onEntity(id: EntityId): void;
  onTriple(id: TripleId): void;
  onNothing(): void;
  onExpand(id: EntityId): void;
  /** A node was put somewhere by hand. */
  onMoved(id: EntityId, x: number, y: number): void;
}

/** The drawing on its canvas. Owns sigma; `close` gives it back. */
export class Picture {
  readonly sigma: Sigma<NodeAttributes, EdgeAttributes>;
  #graph: Drawn;
  #colours: Colours;
  #events: PictureEvents;
  #chosen: Chosen = { entity: null, triple: null };
  #hovered: { node?: string; edge?: string } = {};
  #near = new Set<string>();
  readonly #labels: LabelQueue;
  #dragged: { node: string; moved: boolean } | undefined;

  /** @throws Error where WebGL is not to be had. */
  constructor(container: HTMLElement, graph: Drawn, colours: Colours, events: PictureEvents) {
    this.#graph = graph;
    this.#colours = colours;
    this.#events = events;
    const fine = graph.size <= FINE;
    this.#labels = new LabelQueue(colours);
    this.sigma = new Sigma<NodeAttributes, EdgeAttributes>(graph, container, {
      allowInvalidContainer: true,
      nodeProgramClasses: {
        disc: fine
          ? NodeCircleProgram<NodeAttributes, EdgeAttributes>
          : NodePointProgram<NodeAttributes, EdgeAttributes>,
      },
      edgeProgramClasses: {
        edge: fine
          ? createEdgeArrowProgram<NodeAttributes, EdgeAttributes>({
              lengthToThicknessRatio: 3.5,
              widenessToThicknessRatio: 2.6,
            })
          : EdgeLineProgram<NodeAttributes, EdgeAttributes>,
      },
      defaultNodeType: 'disc',
      defaultEdgeType: 'edge',
      renderEdgeLabels: true,
      labelFont: 'Inter Variable, sans-serif',
      labelSize: 12,
      labelWeight: '500',
      labelColor: { color: colours.ink },
      // Plenty are offered; the queue draws those that do not lie over each other.
      labelDensity: 1.5,
      labelGridCellSize: 80,
      labelRenderedSizeThreshold: 5.5,
      edgeLabelFont: 'Inter Variable, sans-serif',
      edgeLabelSize: 12,
      edgeLabelColor: { color: colours.inkSoft },
      stagePadding: 48,
      minEdgeThickness: 1.2,
      hideEdgesOnMove: !fine,
      zIndex: true,
      minCameraRatio: 0.03,
      maxCameraRatio: 4,
      doubleClickZoomingRatio: 1,
      defaultDrawEdgeLabel: drawEdgeLabel,
      defaultDrawNodeLabel: this.#labels.add,
      defaultDrawNodeHover: drawHover(colours),
      nodeReducer: (node, data) => this.#toNode(node, data),
      edgeReducer: (edge, data) => this.#toEdge(edge, data),
    });
    this.#listen();
  }

  close(): void {
    this.sigma.kill();
  }

  choose(chosen: Chosen): void {
    this.#chosen = chosen;
    this.#refresh();
  }

  move(positions: Float32Array, ids: readonly EntityId[]): void {
    for (const [k, id] of ids.entries()) {
      if (this.#dragged?.node === id || !this.#graph.hasNode(id)) continue;
      this.#graph.mergeNodeAttributes(id, {
        x: positions[2 * k] ?? 0,
        y: positions[2 * k + 1] ?? 0,
      });
    }
  }

  /** Puts an entity into the middle where it is out of sight. */
  reveal(id: EntityId): void {
    const data = this.sigma.getNodeDisplayData(id);
    if (!data) return;
    const { x, y } = this.sigma.framedGraphToViewport(data);
    const { width, height } = this.sigma.getDimensions();
    if (x > 40 && y > 40 && x < width - 40 && y < height - 40) return;
    void this.sigma.getCamera().animate({ x: data.x, y: data.y }, { duration: 200 });
  }

  /** From here on the frame stays: nodes that come later do not shift the others. */
  holdFrame(): void {
    // What is not drawn yet has no frame.
    this.sigma.refresh();
    this.sigma.setCustomBBox(this.sigma.getBBox());
  }

  fit(): void {
    this.sigma.setCustomBBox(null);
    this.holdFrame();
    void this.sigma.getCamera().animatedReset({ duration: 200 });
  }

  zoom(closer: boolean): void {
    const camera = this.sigma.getCamera();
    void (closer ? camera.animatedZoom(1.5) : camera.animatedUnzoom(1.5));
  }

  /** By parts of the window's width and height. */
  pan(dx: number, dy: number): void {
    const camera = this.sigma.getCamera();
    const { x, y, ratio } = camera.getState();
    camera.setState({ x: x + dx * ratio, y: y - dy * ratio });
  }

  #refresh(): void {
    this.#near.clear();
    const graph = this.#graph;
    const { entity } = this.#chosen;
    const middle = this.#hovered.node ?? entity;
    if (middle && graph.hasNode(middle)) {
      this.#near.add(middle);
      graph.forEachNeighbor(middle, (node) => this.#near.add(node));
    }
    const edge = this.#hovered.edge ?? this.#edgeOf(this.#chosen.triple);
    if (edge && graph.hasEdge(edge))
      for (const node of graph.extremities(edge)) this.#near.add(node);
    this.sigma.refresh({ skipIndexation: true });
  }

  #edgeOf(triple: TripleId | null): string | undefined {
    return triple ? this.#graph.findEdge((_, { triples }) => triples.includes(triple)) : undefined;
  }

  #toNode(node: string, data: NodeAttributes): Partial<NodeDisplayData> {
    const { hues, canvas } = this.#colours;
    const colour = hues[data.hue] ?? '#888888';
    const faded = this.#near.size > 0 && !this.#near.has(node);
    const chosen = node === this.#chosen.entity;
    return {
      ...data,
      color: faded ? mix(colour, canvas, FADED) : colour,
      label: faded ? null : data.label,
      forceLabel: this.#near.has(node),
      highlighted: chosen,
      zIndex: chosen ? 2 : faded ? 0 : 1,
    };
  }

  #toEdge(edge: string, data: EdgeAttributes): Partial<EdgeDisplayData> {
    const { line, accent, inkSoft, canvas } = this.#colours;
    const { triple, entity } = this.#chosen;
    if ((triple && data.triples.includes(triple)) || edge === this.#hovered.edge)
      return { ...data, color: accent, size: data.size + 1, forceLabel: true, zIndex: 3 };
    const middle = this.#hovered.node ?? entity;
    const opacity = 0.3 + 0.7 * data.score;
    if (middle && this.#graph.hasNode(middle) && this.#graph.hasExtremity(edge, middle))
      return {
        ...data,
        color: mix(inkSoft, canvas, opacity),
        size: data.size + 0.3,
        ...(this.#near.size <= WORDED ? { forceLabel: true } : { label: null }),
        zIndex: 2,
      };
    const part = this.#near.size > 0 ? FADED : opacity * 0.9;
    return { ...data, label: null, color: mix(line, canvas, part), zIndex: 0 };
  }

  #listen(): void {
    const { sigma } = this;
    sigma.on('afterRender', () => this.#labels.draw());
    const events = this.#events;
    sigma.on('clickNode', ({ node }) => {
      if (isEntityId(node) && !this.#dragged?.moved) events.onEntity(node);
    });
    sigma.on('doubleClickNode', ({ node, ...event }) => {
      event.preventSigmaDefault();
      if (isEntityId(node)) events.onExpand(node);
    });
    sigma.on('clickStage', ({ event }) => {
      const edge = this.#edgeAt(event.x, event.y);
      if (!edge) return events.onNothing();
      const { triples } = this.#graph.getEdgeAttributes(edge);
      // Pressing an edge that stands for several facts goes from one to the next.
      const next = triples[(triples.indexOf(this.#chosen.triple ?? 't') + 1) % triples.length];
      if (next) events.onTriple(next);
    });
    sigma.on('enterNode', ({ node }) => this.#hover({ node }));
    sigma.on('leaveNode', () => this.#hover({}));
    sigma.on('downNode', ({ node }) => {
      this.#dragged = { node, moved: false };
    });
    sigma.on('moveBody', ({ event, ...body }) => {
      if (this.#dragged) {
        body.preventSigmaDefault();
        this.#dragged.moved = true;
        this.#graph.mergeNodeAttributes(this.#dragged.node, sigma.viewportToGraph(event));
      } else if (!this.#hovered.node) this.#hover(this.#edgeAt(event.x, event.y));
    });
    const drop = () => {
      const dragged = this.#dragged;
      if (dragged?.moved && isEntityId(dragged.node)) {
        const { x, y } = this.#graph.getNodeAttributes(dragged.node);
        events.onMoved(dragged.node, x, y);
      }
      // After the click that ends a drag.
      setTimeout(() => (this.#dragged = undefined));
    };
    sigma.on('upNode', drop);
    sigma.on('upStage', drop);
  }

  #hover(over: { node?: string } | string | undefined): void {
    const next = typeof over === 'string' ? { edge: over } : (over ?? {});
    const { node, edge } = this.#hovered;
    const now: { node?: string; edge?: string } = next;
    if (now.node === node && now.edge === edge) return;
    this.#hovered = now;
    this.sigma.getContainer().classList.toggle('cursor-pointer', Boolean(now.node ?? now.edge));
    this.#refresh();
  }

  #edgeAt(x: number, y: number): string | undefined {
    const edges = this.#graph.edges();
    const segments = new Float32Array(edges.length * 4);
    for (const [k, edge] of edges.entries()) {
      const [from, to] = this.#graph
        .extremities(edge)
        .map((node) => this.sigma.graphToViewport(this.#graph.getNodeAttributes(node)));
      if (from && to) segments.set([from.x, from.y, to.x, to.y], 4 * k);
    }
    return edges[findNearest(segments, x, y, REACH)];
  }
}
