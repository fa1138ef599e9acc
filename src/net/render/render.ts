import type { Renderer, Rendering, RenderRequest } from './file.js';
import { ifupdownFiles } from './ifupdown/files.js';
import { netplanFiles } from './netplan/files.js';
import { networkdFiles } from './networkd/files.js';

/** The files by which a renderer makes a document hold from the next boot on. */
export function renderDocument(renderer: Renderer, request: RenderRequest): Rendering {
  switch (renderer) {
    case 'ifupdown':
      return ifupdownFiles(request);
    case 'networkd':
      return networkdFiles(request);
    case 'netplan':
      return netplanFiles(request);
  }
}
